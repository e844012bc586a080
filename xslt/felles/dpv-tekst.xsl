<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Tekst til digital post: rensing, kutting og markdown.

  Altinn måler lengder i UTF-16-enheter, XSLT 1.0 teller tegn. Her teller alt utenfor tegnene som sikkert er én enhet,
  to, så grensen aldri overskrides. Latinske, greske, kyrilliske, hebraiske og arabiske tegn telles nøyaktig; en lang
  tekst med andre skrifter kan bli kuttet tidligere enn nødvendig. Kuttet faller aldri mellom et tegn og aksenten dets.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="str">

  <!-- Tegn som sikkert er én UTF-16-enhet. -->
  <xsl:variable name="dpv-enkle-tegn">
    <xsl:text> !"#$%&amp;'()*+,-./0123456789:;&lt;=&gt;?@</xsl:text>
    <xsl:text>ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~</xsl:text>
    <xsl:text>¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷</xsl:text>
    <xsl:text>ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ</xsl:text>
    <xsl:text>ČčĐđŊŋŠšŦŧŽžĄąĆćĘęŁłŃńŚśŹźŻż–—‘’‚“”„•…€‹›</xsl:text>
  </xsl:variable>

  <!-- Flere tegn som er én enhet. De er mange, og spørres det bare etter når en tekst ser ut til å være for lang. -->
  <xsl:variable name="dpv-flere-enkle-tegn">
    <xsl:text>ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĲĳĴĵĶķĸĹĺĻļĽľĿŀŁłŃńŅņŇňŉŊŋŌōŎŏŐőŒœŔŕŖŗŘř</xsl:text>
    <xsl:text>ŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžſƀƁƂƃƄƅƆƇƈƉƊƋƌƍƎƏƐƑƒƓƔƕƖƗƘƙƚƛƜƝƞƟƠơƢƣƤƥƦƧƨƩƪƫƬƭƮƯưƱƲƳ</xsl:text>
    <xsl:text>ƴƵƶƷƸƹƺƻƼƽƾƿǀǁǂǃǄǅǆǇǈǉǊǋǌǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǝǞǟǠǡǢǣǤǥǦǧǨǩǪǫǬǭǮǯǰǱǲǳǴǵǶǷǸǹǺǻǼǽǾǿȀȁȂȃȄȅȆȇȈȉȊȋȌȍ</xsl:text>
    <xsl:text>ȎȏȐȑȒȓȔȕȖȗȘșȚțȜȝȞȟȠȡȢȣȤȥȦȧȨȩȪȫȬȭȮȯȰȱȲȳȴȵȶȷȸȹȺȻȼȽȾȿɀɁɂɃɄɅɆɇɈɉɊɋɌɍɎɏͰͱͲͳʹ͵Ͷͷͺͻͼͽ;Ϳ΄΅Ά·ΈΉΊΌΎΏ</xsl:text>
    <xsl:text>ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώϏϐϑϒϓϔϕϖϗϘϙϚϛϜϝϞϟϠϡϢϣϤϥϦϧϨϩϪ</xsl:text>
    <xsl:text>ϫϬϭϮϯϰϱϲϳϴϵ϶ϷϸϹϺϻϼϽϾϿЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуф</xsl:text>
    <xsl:text>хцчшщъыьэюяѐёђѓєѕіїјљњћќѝўџѠѡѢѣѤѥѦѧѨѩѪѫѬѭѮѯѰѱѲѳѴѵѶѷѸѹѺѻѼѽѾѿҀҁ҂҃҄҅҆҇҈҉ҊҋҌҍҎҏҐґҒғҔҕҖҗҘҙҚқҜҝҞ</xsl:text>
    <xsl:text>ҟҠҡҢңҤҥҦҧҨҩҪҫҬҭҮүҰұҲҳҴҵҶҷҸҹҺһҼҽҾҿӀӁӂӃӄӅӆӇӈӉӊӋӌӍӎӏӐӑӒӓӔӕӖӗӘәӚӛӜӝӞӟӠӡӢӣӤӥӦӧӨөӪӫӬӭӮӯӰӱӲӳӴӵӶӷӸ</xsl:text>
    <xsl:text>ӹӺӻӼӽӾӿḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏṐṑṒ</xsl:text>
    <xsl:text>ṓṔṕṖṗṘṙṚṛṜṝṞṟṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏẐẑẒẓẔẕẖẗẘẙẚẛẜẝẞẟẠạẢảẤấẦầẨẩẪẫẬ</xsl:text>
    <xsl:text>ậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹỺỻỼỽỾỿ‐‑‒–—―‖</xsl:text>
    <xsl:text>‗‘’‚‛“”„‟†‡•‣․‥…‧‰‱′″‴‵‶‷‸‹›※‼‽‾‿⁀⁁⁂⁃⁄⁅⁆⁇⁈⁉⁊⁋⁌⁍⁎⁏⁐⁑⁒⁓⁔⁕⁖⁗⁘⁙⁚⁛⁜⁝⁞₠₡₢₣₤₥₦₧₨₩₪₫€₭₮₯₰₱₲₳₴₵₶₷₸₹</xsl:text>
    <xsl:text>₺₻₼₽₾₿℀℁ℂ℃℄℅℆ℇ℈℉ℊℋℌℍℎℏℐℑℒℓ℔ℕ№℗℘ℙℚℛℜℝ℞℟℠℡™℣ℤ℥Ω℧ℨ℩KÅℬℭ℮ℯℰℱℲℳℴℵℶℷℸℹ℺℻ℼℽℾℿ⅀⅁⅂⅃⅄ⅅⅆⅇⅈⅉ⅊⅋⅌⅍ⅎ⅏←↑→↓</xsl:text>
    <xsl:text>↔↕↖↗↘↙↚↛↜↝↞↟↠↡↢↣↤↥↦↧↨↩↪↫↬↭↮↯↰↱↲↳↴↵↶↷↸↹↺↻↼↽↾↿⇀⇁⇂⇃⇄⇅⇆⇇⇈⇉⇊⇋⇌⇍⇎⇏⇐⇑⇒⇓⇔⇕⇖⇗⇘⇙⇚⇛⇜⇝⇞⇟⇠⇡⇢⇣⇤⇥⇦⇧⇨⇩⇪⇫⇬⇭</xsl:text>
    <xsl:text>⇮⇯⇰⇱⇲⇳⇴⇵⇶⇷⇸⇹⇺⇻⇼⇽⇾⇿</xsl:text>
    <xsl:text>&#x5D0;&#x5D1;&#x5D2;&#x5D3;&#x5D4;&#x5D5;&#x5D6;&#x5D7;&#x5D8;&#x5D9;&#x5DA;&#x5DB;</xsl:text>
    <xsl:text>&#x5DC;&#x5DD;&#x5DE;&#x5DF;&#x5E0;&#x5E1;&#x5E2;&#x5E3;&#x5E4;&#x5E5;&#x5E6;&#x5E7;</xsl:text>
    <xsl:text>&#x5E8;&#x5E9;&#x5EA;&#x620;&#x621;&#x622;&#x623;&#x624;&#x625;&#x626;&#x627;&#x628;</xsl:text>
    <xsl:text>&#x629;&#x62A;&#x62B;&#x62C;&#x62D;&#x62E;&#x62F;&#x630;&#x631;&#x632;&#x633;&#x634;</xsl:text>
    <xsl:text>&#x635;&#x636;&#x637;&#x638;&#x639;&#x63A;&#x63B;&#x63C;&#x63D;&#x63E;&#x63F;&#x640;</xsl:text>
    <xsl:text>&#x641;&#x642;&#x643;&#x644;&#x645;&#x646;&#x647;&#x648;&#x649;&#x64A;</xsl:text>
  </xsl:variable>

  <!-- Tegn som hører til tegnet foran: aksenter, varianter og sammenbindere. Hvert er én enhet. -->
  <xsl:variable name="dpv-foelgetegn">
    <xsl:text>&#x300;&#x301;&#x302;&#x303;&#x304;&#x305;&#x306;&#x307;&#x308;&#x309;&#x30A;&#x30B;</xsl:text>
    <xsl:text>&#x30C;&#x30D;&#x30E;&#x30F;&#x310;&#x311;&#x312;&#x313;&#x314;&#x315;&#x316;&#x317;</xsl:text>
    <xsl:text>&#x318;&#x319;&#x31A;&#x31B;&#x31C;&#x31D;&#x31E;&#x31F;&#x320;&#x321;&#x322;&#x323;</xsl:text>
    <xsl:text>&#x324;&#x325;&#x326;&#x327;&#x328;&#x329;&#x32A;&#x32B;&#x32C;&#x32D;&#x32E;&#x32F;</xsl:text>
    <xsl:text>&#x330;&#x331;&#x332;&#x333;&#x334;&#x335;&#x336;&#x337;&#x338;&#x339;&#x33A;&#x33B;</xsl:text>
    <xsl:text>&#x33C;&#x33D;&#x33E;&#x33F;&#x340;&#x341;&#x342;&#x343;&#x344;&#x345;&#x346;&#x347;</xsl:text>
    <xsl:text>&#x348;&#x349;&#x34A;&#x34B;&#x34C;&#x34D;&#x34E;&#x34F;&#x350;&#x351;&#x352;&#x353;</xsl:text>
    <xsl:text>&#x354;&#x355;&#x356;&#x357;&#x358;&#x359;&#x35A;&#x35B;&#x35C;&#x35D;&#x35E;&#x35F;</xsl:text>
    <xsl:text>&#x360;&#x361;&#x362;&#x363;&#x364;&#x365;&#x366;&#x367;&#x368;&#x369;&#x36A;&#x36B;</xsl:text>
    <xsl:text>&#x36C;&#x36D;&#x36E;&#x36F;&#x200D;&#xFE0E;&#xFE0F;&#x20E3;</xsl:text>
  </xsl:variable>

  <!-- Hudfarger hører også til tegnet foran, men er to enheter. -->
  <xsl:variable name="dpv-hudfarger">
    <xsl:text>&#x1F3FB;&#x1F3FC;&#x1F3FD;&#x1F3FE;&#x1F3FF;</xsl:text>
  </xsl:variable>

  <!-- Blanke tegn utover de normalize-space() kjenner: NEL, hardt mellomrom, skilletegn for linje og avsnitt m.fl. -->
  <xsl:variable name="dpv-blanke">
    <xsl:text>&#x85;&#xA0;&#x1680;&#x2000;&#x2001;&#x2002;&#x2003;&#x2004;&#x2005;&#x2006;</xsl:text>
    <xsl:text>&#x2007;&#x2008;&#x2009;&#x200A;&#x2028;&#x2029;&#x202F;&#x205F;&#x3000;</xsl:text>
  </xsl:variable>

  <!-- Styretegn XML slipper gjennom, og usynlige tegn som snur eller skjuler tekst. -->
  <xsl:variable name="dpv-styretegn">
    <xsl:text>&#x7F;&#x80;&#x81;&#x82;&#x83;&#x84;&#x86;&#x87;</xsl:text>
    <xsl:text>&#x88;&#x89;&#x8A;&#x8B;&#x8C;&#x8D;&#x8E;&#x8F;</xsl:text>
    <xsl:text>&#x90;&#x91;&#x92;&#x93;&#x94;&#x95;&#x96;&#x97;</xsl:text>
    <xsl:text>&#x98;&#x99;&#x9A;&#x9B;&#x9C;&#x9D;&#x9E;&#x9F;</xsl:text>
    <xsl:text>&#x200B;&#x200E;&#x200F;&#x202A;&#x202B;&#x202C;&#x202D;&#x202E;</xsl:text>
    <xsl:text>&#x2060;&#x2066;&#x2067;&#x2068;&#x2069;&#xFEFF;</xsl:text>
  </xsl:variable>

  <!-- Tegn med mening i markdown hvor som helst på en linje. Omvendt skråstrek må stå først: den innfører de andre. -->
  <xsl:variable name="dpv-markdown" select="'\`*_{}[]&lt;&gt;~^=|$'"/>

  <!--
    Ren tekst på én linje.
    Parametre: tekst.
    Resultat:  teksten uten styretegn, med blanke tegn slått sammen; tom når bare blanke står der.
  -->
  <xsl:template name="rens-tekst">
    <xsl:param name="tekst"/>
    <xsl:value-of select="normalize-space(translate(
        translate($tekst, $dpv-styretegn, ''), $dpv-blanke, '                   '))"/>
  </xsl:template>

  <!--
    Kutter en tekst.
    Parametre: tekst, maks (UTF-16-enheter), enkle (tegnene som teller én; alle andre teller to).
    Resultat:  teksten, høyst maks enheter, med … når noe er borte.
  -->
  <xsl:template name="kutt-tekst">
    <xsl:param name="tekst"/>
    <xsl:param name="maks" select="255"/>
    <xsl:param name="enkle" select="$dpv-enkle-tegn"/>
    <xsl:choose>
      <xsl:when test="string-length($tekst) &lt;= $maks
                      and string-length($tekst) + string-length(translate($tekst, $enkle, '')) &lt;= $maks">
        <xsl:value-of select="$tekst"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="kutt-lang-tekst">
          <xsl:with-param name="tekst" select="$tekst"/>
          <xsl:with-param name="maks" select="$maks"/>
          <xsl:with-param name="enkle" select="concat($enkle, $dpv-flere-enkle-tegn, $dpv-foelgetegn)"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Som kutt-tekst, for en tekst som trolig er for lang. -->
  <xsl:template name="kutt-lang-tekst">
    <xsl:param name="tekst"/>
    <xsl:param name="maks"/>
    <xsl:param name="enkle"/>
    <!-- Det som er bak maks, er uansett borte: en tekst på mange megabyte skal ikke telles. -->
    <xsl:variable name="foran" select="substring($tekst, 1, $maks)"/>
    <xsl:choose>
      <xsl:when test="string-length($tekst) &lt;= $maks
                      and string-length($foran) + string-length(translate($foran, $enkle, '')) &lt;= $maks">
        <xsl:value-of select="$tekst"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="plass" select="$maks - 1"/>
        <xsl:variable name="noekternt"
            select="$plass - string-length(translate(substring($foran, 1, $plass), $enkle, ''))"/>
        <xsl:variable name="halvt" select="floor($plass div 2)"/>
        <!-- Halve plassen er trygg samme hvilke tegn som står der. -->
        <xsl:variable name="antall">
          <xsl:call-template name="foran-foelgetegn">
            <xsl:with-param name="tekst" select="$foran"/>
            <xsl:with-param name="antall"
                select="$noekternt * ($noekternt &gt; $halvt) + $halvt * ($noekternt &lt;= $halvt)"/>
          </xsl:call-template>
        </xsl:variable>
        <xsl:value-of select="concat(normalize-space(substring($foran, 1, $antall)), '…')"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Hvor mange tegn som kan stå uten at et tegn skilles fra det som hører til det.
    Parametre: tekst, antall (høyst), skritt (så langt tilbake letes det; en kjede som er lengre, kuttes hvor som helst).
    Resultat:  tall.
  -->
  <xsl:template name="foran-foelgetegn">
    <xsl:param name="tekst"/>
    <xsl:param name="antall"/>
    <xsl:param name="skritt" select="40"/>
    <xsl:variable name="neste" select="substring($tekst, $antall + 1, 1)"/>
    <xsl:choose>
      <xsl:when test="$antall &gt; 0 and $skritt &gt; 0 and ($neste != '' and contains(concat($dpv-foelgetegn, $dpv-hudfarger), $neste)
                      or substring($tekst, $antall, 1) = '&#x200D;')">
        <xsl:call-template name="foran-foelgetegn">
          <xsl:with-param name="tekst" select="$tekst"/>
          <xsl:with-param name="antall" select="$antall - 1"/>
          <xsl:with-param name="skritt" select="$skritt - 1"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$antall"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Én linje som Altinn ikke bytter ut noe i: {{recipientName}} i en tittel blir til mottakerens navn.
    Parametre: tekst.
    Resultat:  teksten.
  -->
  <xsl:template name="uten-flettefelt">
    <xsl:param name="tekst"/>
    <xsl:choose>
      <xsl:when test="contains($tekst, '{{')">
        <xsl:value-of select="translate($tekst, '{}', '()')"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$tekst"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Det samme uten noe som kan tas for oppmerking. Altinn gjør teksten om fra HTML og markdown, og avviser den når noe
    da ble borte. Tegnene byttes med tegn som likner.
    Parametre: tekst (én linje, rensket), ellers (teksten når ingenting er igjen).
    Resultat:  teksten, like lang eller kortere i UTF-16-enheter; av en som er for lang til å sendes, bare begynnelsen.
  -->
  <xsl:template name="uten-oppmerking">
    <xsl:param name="tekst"/>
    <xsl:param name="ellers"/>
    <!-- To dollartegn er en formel, og & foran et semikolon er et tegn i HTML; alene betyr de seg selv. Det gjør også ", : og +. -->
    <xsl:variable name="formel"
        select="substring('$', 1, 1 * contains(substring-after($tekst, '$'), '$'))"/>
    <xsl:variable name="og" select="substring('&amp;', 1, 1 * contains(substring-after($tekst, '&amp;'), ';'))"/>
    <xsl:variable name="sitat" select="substring('&quot;', 1, 1 * contains($tekst, '&quot;&quot;'))"/>
    <xsl:variable name="kolon" select="substring(':', 1, 1 * contains($tekst, '::'))"/>
    <xsl:variable name="pluss" select="substring('+', 1, 1 * contains($tekst, '++'))"/>
    <xsl:variable name="byttet" select="translate(translate(translate(translate(translate(translate(
        substring($tekst, 1, 255), '&lt;&gt;[]|~^={}', '‹›()¦∼ˆ꞊()'), $formel, '＄'), $og, '＆'),
        $sitat, '”'), $kolon, '：'), $pluss, '＋')"/>
    <xsl:variable name="resten">
      <xsl:call-template name="uten-linjestart">
        <xsl:with-param name="tekst" select="$byttet"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$resten != '' or $tekst = ''">
        <xsl:value-of select="$resten"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$ellers"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Uten tegnene som bare betyr noe først på linjen. -->
  <xsl:template name="uten-linjestart">
    <xsl:param name="tekst"/>
    <xsl:choose>
      <xsl:when test="$tekst != '' and contains('#+-:›꞊¦ ', substring($tekst, 1, 1))">
        <xsl:call-template name="uten-linjestart">
          <xsl:with-param name="tekst" select="substring($tekst, 2)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$tekst"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Tekst fra meldingen, klar til å stå i markdown uten å bety noe der.
    Parametre: tekst (én linje, rensket), maks (UTF-16-enheter, skråstrekene medregnet).
    Resultat:  markdown.
  -->
  <xsl:template name="skriv-markdown">
    <xsl:param name="tekst"/>
    <xsl:param name="maks" select="30000"/>
    <xsl:variable name="tegn">
      <xsl:call-template name="tegn-som-roemmes">
        <xsl:with-param name="tekst" select="$tekst"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="kuttet">
      <xsl:call-template name="kutt-markdown">
        <xsl:with-param name="tekst" select="$tekst"/>
        <xsl:with-param name="maks" select="$maks"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:variable name="roemt">
      <xsl:call-template name="roem-tegn">
        <xsl:with-param name="tekst" select="string($kuttet)"/>
        <xsl:with-param name="tegn" select="string($tegn)"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:call-template name="roem-linjestart">
      <xsl:with-param name="tekst" select="string($roemt)"/>
    </xsl:call-template>
  </xsl:template>

  <!--
    Tegnene skriv-markdown rømmer i en tekst.
    Parametre: tekst.
    Resultat:  tegnene, omvendt skråstrek først.
  -->
  <xsl:template name="tegn-som-roemmes">
    <xsl:param name="tekst"/>
    <!-- & rømmes bare der den kan innlede en entitet: «AT&T» skal stå som det er. -->
    <xsl:value-of select="concat($dpv-markdown, substring('&amp;', 1, 1 * contains(substring-after($tekst, '&amp;'), ';')))"/>
  </xsl:template>

  <!--
    Det skriv-markdown får plass til av en tekst, ikke rømt ennå.
    Parametre: tekst, maks (som i skriv-markdown).
    Resultat:  teksten, med … når noe er borte.
  -->
  <xsl:template name="kutt-markdown">
    <xsl:param name="tekst"/>
    <xsl:param name="maks"/>
    <xsl:variable name="tegn">
      <xsl:call-template name="tegn-som-roemmes">
        <xsl:with-param name="tekst" select="$tekst"/>
      </xsl:call-template>
    </xsl:variable>
    <!-- To enheter til overs for rømming i starten av linjen. -->
    <xsl:call-template name="kutt-tekst">
      <xsl:with-param name="tekst" select="$tekst"/>
      <xsl:with-param name="maks" select="$maks - 2"/>
      <xsl:with-param name="enkle" select="translate($dpv-enkle-tegn, $tegn, '')"/>
    </xsl:call-template>
  </xsl:template>

  <!--
    Setter omvendt skråstrek foran hvert av tegnene.
    Parametre: tekst, tegn (omvendt skråstrek først).
    Resultat:  teksten.
  -->
  <xsl:template name="roem-tegn">
    <xsl:param name="tekst"/>
    <xsl:param name="tegn"/>
    <xsl:choose>
      <xsl:when test="$tegn = '' or $tekst = ''">
        <xsl:value-of select="$tekst"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="ett" select="substring($tegn, 1, 1)"/>
        <xsl:call-template name="roem-tegn">
          <xsl:with-param name="tekst" select="str:replace($tekst, $ett, concat('\', $ett))"/>
          <xsl:with-param name="tegn" select="substring($tegn, 2)"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Rømmer det som bare betyr noe først på linjen: overskrift, punkt, strek og nummer i liste («1.», «1)»).
    Parametre: tekst (én linje).
    Resultat:  teksten.
  -->
  <xsl:template name="roem-linjestart">
    <xsl:param name="tekst"/>
    <xsl:variable name="ord" select="substring-before(concat($tekst, ' '), ' ')"/>
    <xsl:variable name="uten-tall" select="translate($ord, '0123456789', '')"/>
    <xsl:choose>
      <xsl:when test="$tekst != '' and contains('#+-:', substring($tekst, 1, 1))">
        <xsl:value-of select="concat('\', $tekst)"/>
      </xsl:when>
      <xsl:when test="string-length($ord) &gt; 1 and ($uten-tall = '.' or $uten-tall = ')')
                      and substring($ord, string-length($ord)) = $uten-tall">
        <xsl:value-of select="concat(substring-before($tekst, $uten-tall), '\', $uten-tall,
                                     substring-after($tekst, $uten-tall))"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$tekst"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Filnavn uten filendelse.
    Parametre: filnavn.
    Resultat:  navnet; hele navnet når det ikke har noen endelse, eller ikke har annet.
  -->
  <xsl:template name="navn-uten-endelse">
    <xsl:param name="filnavn"/>
    <xsl:variable name="endelse" select="string(str:tokenize($filnavn, '.')[last()])"/>
    <xsl:variable name="stamme"
        select="substring($filnavn, 1, string-length($filnavn) - string-length($endelse) - 1)"/>
    <xsl:choose>
      <xsl:when test="$stamme != '' and $filnavn = concat($stamme, '.', $endelse)">
        <xsl:value-of select="$stamme"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$filnavn"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
