<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Det brev av alle slag har felles i Altinn 3 Correspondence: tekstene Altinn vil ha uten oppmerking, varselet og
  svarfristen. Elementene heter som feltene i Altinns API.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns="urn:x-arkivbro:korrespondanse:1"
    xmlns:str="http://exslt.org/strings"
    exclude-result-prefixes="str">

  <!--
    Tittel, sammendrag og avsender, slik de bør vises og helt uten oppmerking.
    Parametre: tittel, sammendrag, avsender (én linje hver, rensket og kuttet).
    Resultat:  messageTitle, messageSummary, messageSender og plainTexts.
  -->
  <xsl:template name="lag-tekster">
    <xsl:param name="tittel"/>
    <xsl:param name="sammendrag"/>
    <xsl:param name="avsender"/>
    <messageTitle>
      <xsl:value-of select="$tittel"/>
    </messageTitle>
    <messageSummary>
      <xsl:value-of select="$sammendrag"/>
    </messageSummary>
    <messageSender>
      <xsl:value-of select="$avsender"/>
    </messageSender>
    <plainTexts>
      <messageTitle>
        <xsl:call-template name="uten-oppmerking">
          <xsl:with-param name="tekst" select="$tittel"/>
          <xsl:with-param name="ellers" select="'Uten tittel'"/>
        </xsl:call-template>
      </messageTitle>
      <messageSummary>
        <xsl:call-template name="uten-oppmerking">
          <xsl:with-param name="tekst" select="$sammendrag"/>
        </xsl:call-template>
      </messageSummary>
      <messageSender>
        <xsl:call-template name="uten-oppmerking">
          <xsl:with-param name="tekst" select="$avsender"/>
        </xsl:call-template>
      </messageSender>
    </plainTexts>
  </xsl:template>

  <!--
    Avsenderens navn.
    Parametre: navn.
    Resultat:  én linje, 0-255 enheter.
  -->
  <xsl:template name="lag-avsender">
    <xsl:param name="navn"/>
    <xsl:variable name="rent">
      <xsl:call-template name="rens-tekst">
        <xsl:with-param name="tekst">
          <xsl:call-template name="tekst-uten-plassholder">
            <xsl:with-param name="tekst" select="string($navn)"/>
          </xsl:call-template>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:variable>
    <xsl:call-template name="kutt-tekst">
      <xsl:with-param name="tekst" select="string($rent)"/>
      <xsl:with-param name="maks" select="255"/>
    </xsl:call-template>
  </xsl:template>

  <!--
    Varselet. Alle tekstene er alltid med: en kanal som faller tilbake på en annen, trenger også den andres.
    Parametre: taushetsbelagt (true() eller false())
               avsender       navnet på avsenderen, en data-verdi
               ressurs        tjenesten mottakeren må ha tilgang til når brevet er taushetsbelagt
               type, transport, tekst, taushetsbelagt-tekst
                              varselType, varselTransportType, varselTekst og taushetsbelagtVarselTekst i brevets SBD
               kanal, revarsel, emne, standard, taushetsbelagt-standard
                              det samme i oppsettet, og emnet i e-post
    Resultat:  notification; ingenting når ingen skal varsles. varselTekst er vår egen: den teksten noen har valgt, slik et
               integrasjonspunkt skal ha den, som selv kjenner avsenderens navn.
  -->
  <xsl:template name="lag-varsel">
    <xsl:param name="taushetsbelagt" select="true()"/>
    <xsl:param name="avsender"/>
    <xsl:param name="ressurs"/>
    <xsl:param name="type"/>
    <xsl:param name="transport"/>
    <xsl:param name="tekst"/>
    <xsl:param name="taushetsbelagt-tekst"/>
    <xsl:param name="kanal"/>
    <xsl:param name="revarsel"/>
    <xsl:param name="emne"/>
    <xsl:param name="standard"/>
    <xsl:param name="taushetsbelagt-standard"/>
    <xsl:variable name="valgt-kanal">
      <xsl:call-template name="varselkanal">
        <xsl:with-param name="taushetsbelagt" select="$taushetsbelagt"/>
        <xsl:with-param name="transport" select="$transport"/>
        <xsl:with-param name="kanal" select="$kanal"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:if test="$valgt-kanal != ''">
      <xsl:variable name="valgt-tekst">
        <xsl:call-template name="valgt-varseltekst">
          <xsl:with-param name="taushetsbelagt" select="$taushetsbelagt"/>
          <xsl:with-param name="tekst" select="$tekst"/>
          <xsl:with-param name="taushetsbelagt-tekst" select="$taushetsbelagt-tekst"/>
          <xsl:with-param name="standard" select="$standard"/>
          <xsl:with-param name="taushetsbelagt-standard" select="$taushetsbelagt-standard"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:variable name="mal">
        <xsl:choose>
          <xsl:when test="normalize-space($valgt-tekst)">
            <xsl:value-of select="$valgt-tekst"/>
          </xsl:when>
          <xsl:when test="$taushetsbelagt">
            <xsl:text>$correspondenceRecipientName$ har fått taushetsbelagt post i Altinn fra $reporterName$. </xsl:text>
            <xsl:text>Posten kan bare leses av den som har fått tilgang til tjenesten «</xsl:text>
            <xsl:value-of select="$ressurs"/>
            <xsl:text>». Se etter at noen hos dere har det.</xsl:text>
          </xsl:when>
          <xsl:otherwise>$correspondenceRecipientName$ har fått post i Altinn fra $reporterName$.</xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <xsl:variable name="ferdig">
        <xsl:call-template name="bytt-koder">
          <xsl:with-param name="tekst" select="string($mal)"/>
          <xsl:with-param name="avsender" select="$avsender"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:variable name="ferdig-emne">
        <xsl:call-template name="bytt-koder">
          <xsl:with-param name="tekst" select="$emne"/>
          <xsl:with-param name="avsender" select="$avsender"/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:variable name="igjen" select="$type = 'VarselDPVMedRevarsel'
          or ($type != 'VarselDPVUtenRevarsel' and $revarsel != 'nei')"/>
      <notification>
        <xsl:if test="normalize-space($valgt-tekst)">
          <varselTekst>
            <xsl:call-template name="bytt-koder">
              <xsl:with-param name="tekst" select="string($valgt-tekst)"/>
              <xsl:with-param name="avsender" select="$avsender"/>
              <xsl:with-param name="uten-navn" select="'$reporterName$'"/>
            </xsl:call-template>
          </varselTekst>
        </xsl:if>
        <notificationTemplate>CustomMessage</notificationTemplate>
        <notificationChannel>
          <xsl:value-of select="$valgt-kanal"/>
        </notificationChannel>
        <emailSubject>
          <xsl:value-of select="$ferdig-emne"/>
        </emailSubject>
        <emailBody>
          <xsl:value-of select="$ferdig"/>
        </emailBody>
        <emailContentType>Plain</emailContentType>
        <smsBody>
          <xsl:value-of select="$ferdig"/>
        </smsBody>
        <sendReminder>
          <xsl:value-of select="$igjen"/>
        </sendReminder>
        <xsl:if test="$igjen">
          <reminderNotificationChannel>
            <xsl:value-of select="$valgt-kanal"/>
          </reminderNotificationChannel>
          <reminderEmailSubject>
            <xsl:value-of select="$ferdig-emne"/>
          </reminderEmailSubject>
          <reminderEmailBody>
            <xsl:value-of select="$ferdig"/>
          </reminderEmailBody>
          <reminderEmailContentType>Plain</reminderEmailContentType>
          <reminderSmsBody>
            <xsl:value-of select="$ferdig"/>
          </reminderSmsBody>
        </xsl:if>
      </notification>
    </xsl:if>
  </xsl:template>

  <!-- Parametre: som for «lag-varsel». Resultat: kanalen; tomt når ingen skal varsles. -->
  <xsl:template name="varselkanal">
    <xsl:param name="taushetsbelagt"/>
    <xsl:param name="transport"/>
    <xsl:param name="kanal"/>
    <xsl:choose>
      <xsl:when test="$transport = 'Epost'">Email</xsl:when>
      <xsl:when test="$transport = 'SMS'">Sms</xsl:when>
      <xsl:when test="$transport = 'EpostOgSMS'">EmailAndSms</xsl:when>
      <xsl:when test="$kanal != ''">
        <xsl:value-of select="$kanal"/>
      </xsl:when>
      <!-- Ingen ser taushetsbelagt post før noen har fått tilgang, og det må noen få vite. -->
      <xsl:when test="$taushetsbelagt">EmailAndSms</xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Parametre: som for «lag-varsel». Resultat: teksten noen har valgt; tomt når ingen har det, og vår egen gjelder. -->
  <xsl:template name="valgt-varseltekst">
    <xsl:param name="taushetsbelagt"/>
    <xsl:param name="tekst"/>
    <xsl:param name="taushetsbelagt-tekst"/>
    <xsl:param name="standard"/>
    <xsl:param name="taushetsbelagt-standard"/>
    <xsl:choose>
      <xsl:when test="$taushetsbelagt and normalize-space($taushetsbelagt-tekst)">
        <xsl:value-of select="$taushetsbelagt-tekst"/>
      </xsl:when>
      <xsl:when test="$taushetsbelagt">
        <xsl:value-of select="$taushetsbelagt-standard"/>
      </xsl:when>
      <xsl:when test="normalize-space($tekst)">
        <xsl:value-of select="$tekst"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$standard"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    Kodene i en varseltekst. $reporterName$ kjenner ikke Altinn 3, og $reporteeName$ har et nytt navn der; de andre
    bytter Altinn selv.
    Parametre: tekst, avsender (en data-verdi: dollartegn i den er aldri en kode), uten-navn (står der navnet mangler).
    Resultat:  teksten.
  -->
  <xsl:template name="bytt-koder">
    <xsl:param name="tekst"/>
    <xsl:param name="avsender"/>
    <xsl:param name="uten-navn" select="'en virksomhet'"/>
    <xsl:variable name="navn">
      <xsl:value-of select="translate($avsender, '$', '＄')"/>
      <xsl:if test="$avsender = ''">
        <xsl:value-of select="$uten-navn"/>
      </xsl:if>
    </xsl:variable>
    <xsl:value-of select="str:replace(
        str:replace(string($tekst), '$reporteeName$', '$correspondenceRecipientName$'), '$reporterName$', string($navn))"/>
  </xsl:template>

  <!--
    Dager til svarfristen: brevets eget tall går foran oppsettet, også når det sier at det ikke er noen frist.
    Parametre: brevets, oppsettets.
    Resultat:  dagerTilSvarfrist, et heltall over null; ingenting når det ikke er noen frist.
  -->
  <xsl:template name="lag-svarfrist">
    <xsl:param name="brevets"/>
    <xsl:param name="oppsettets"/>
    <xsl:variable name="dager">
      <xsl:choose>
        <xsl:when test="normalize-space($brevets)">
          <xsl:value-of select="normalize-space($brevets)"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="normalize-space($oppsettets)"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="$dager != '' and translate($dager, '0123456789', '') = '' and $dager &gt; 0">
      <dagerTilSvarfrist>
        <xsl:value-of select="number($dager)"/>
      </dagerTilSvarfrist>
    </xsl:if>
  </xsl:template>

  <!-- En prosess er taushetsbelagt når den står i listen. -->
  <xsl:template name="er-taushetsbelagt">
    <xsl:param name="prosess"/>
    <xsl:param name="liste"/>
    <xsl:value-of select="contains(concat(' ', normalize-space($liste), ' '), concat(' ', $prosess, ' '))"/>
  </xsl:template>

  <!--
    Et vedlegg.
    Parametre: filnavn (nøkkelen til filen, som den står), navn (rensket).
    Resultat:  attachment.
  -->
  <xsl:template name="lag-ett-vedlegg">
    <xsl:param name="filnavn"/>
    <xsl:param name="navn"/>
    <attachment>
      <fileName>
        <xsl:value-of select="$filnavn"/>
      </fileName>
      <displayName>
        <xsl:call-template name="kutt-tekst">
          <xsl:with-param name="tekst" select="$navn"/>
          <xsl:with-param name="maks" select="255"/>
        </xsl:call-template>
      </displayName>
      <!-- Altinn krever den, og ingen leser den; eFormidlings egen verdi. -->
      <sendersReference>AttachmentReference_as123452</sendersReference>
    </attachment>
  </xsl:template>

</xsl:stylesheet>
